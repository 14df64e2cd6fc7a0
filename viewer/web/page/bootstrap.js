// Unpacks the page's scripts, which are deflated, and starts them.
(async () => {
  try {
    for (const id of ["reader-source", "program-source"]) {
      const element = document.getElementById(id);
      const bytes = Uint8Array.from(atob(element.textContent), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      element.textContent = await new Response(stream).text();
    }
    const script = document.createElement("script");
    script.textContent = document.getElementById("program-source").textContent;
    document.body.append(script);
  } catch (error) {
    const message = document.getElementById("message");
    message.textContent = `This browser is too old for this page, or the page is damaged. ${error.message}`;
    message.hidden = false;
  }
})();
