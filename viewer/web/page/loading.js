// Reads a model in a Worker that lives as long as that takes, so that its memory is given back.

/**
 * @param model {name, bytes, element} (the id of the element with its Base64) or {name, bytes, url}
 * @param {(flat: object, last: boolean) => void} onFlat
 * @param {(share: number) => void} onProgress 0 to 1
 * @returns {{done: Promise<void>, stop: () => void}}
 */
export function loadModel(model, onFlat, onProgress) {
  const source = document.getElementById("reader-source").textContent;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  let worker = null;
  const end = () => {
    worker?.terminate();
    URL.revokeObjectURL(address);
  };
  const done = new Promise((resolve, reject) => {
    worker = new Worker(address);
    worker.onmessage = ({ data }) => {
      if (data.error) reject(new Error(`${model.name}: ${data.error}`));
      else if (data.flat) onFlat(data.flat, data.last);
      else onProgress(data.progress);
      if (data.last) resolve();
    };
    worker.onerror = (event) => reject(new Error(`${model.name} cannot be read: ${event.message || "the browser starts no worker"}`));
    worker.postMessage(
      model.element
        ? { text: document.getElementById(model.element).textContent.trim() }
        : { url: new URL(model.url, document.baseURI).href, bytes: model.bytes },
    );
  }).finally(end);
  return { done, stop: end };
}
