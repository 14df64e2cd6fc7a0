// Puts a drawn picture onto the screen, stretched where it has fewer pixels.
uniform highp sampler2D picture;
uniform float gain;  // 1 / rays a pixel that were added up
in vec2 at;
out vec4 pixel;

void main() { pixel = clamp(textureLod(picture, at, 0.0) * gain, 0.0, 1.0); }
