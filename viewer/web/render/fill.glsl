// One colour, where no ray is followed.
uniform vec4 colour;
in vec2 at;
out vec4 pixel;

void main() { pixel = colour; }
