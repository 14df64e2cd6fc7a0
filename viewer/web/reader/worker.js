import { ModelReader } from "./model_reader.js";
import { fromBase64 } from "./shader_weights.js";

// The reader as a Worker. It gets one message, {text} (Base64) or {url, bytes}, and answers with
//   {progress}            0 to 1
//   {flat, last}          what flatBricks() gives, coarse first; `last` with the finest
//   {error}               a sentence

const firstShare = 0.2; // of a file, before a picture of it is worth its time

function send(flat, last) {
  const buffers = [...flat.atlases, flat.table, flat.cells, flat.field?.distances].flatMap((array) => array?.buffer ?? []);
  globalThis.postMessage({ flat, last }, buffers);
}

async function readWhole(bytes) {
  const reader = new ModelReader(bytes.length);
  // A first part at a time: so that a coarse picture is there while the rest is read.
  const part = Math.floor(bytes.length / 3);
  if (await reader.advance(bytes.subarray(0, part))) if (reader.levelsRead > 1 && !reader.done) send(reader.flat(), false);
  globalThis.postMessage({ progress: 0.3 });
  await reader.advance(bytes);
  globalThis.postMessage({ progress: 0.8 });
  send(reader.flat(), true);
}

async function readFrom(url, fileBytes) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error("the file cannot be fetched (a page with its models beside it needs a web server)");
  }
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const bytes = new Uint8Array(fileBytes);
  const reader = new ModelReader(fileBytes);
  const stream = response.body.getReader();
  let got = 0;
  for (;;) {
    const { done, value } = await stream.read();
    if (done) break;
    if (value.length > fileBytes - got) throw new Error("the file is not the one that the page was made for");
    bytes.set(value, got);
    got += value.length;
    globalThis.postMessage({ progress: got / fileBytes });
    if (got < fileBytes && (await reader.advance(bytes.subarray(0, got))) && got > firstShare * fileBytes) send(reader.flat(), false);
  }
  if (got !== fileBytes) throw new Error("the file is cut off");
  await reader.advance(bytes);
  send(reader.flat(), true);
}

globalThis.onmessage = async ({ data }) => {
  try {
    if (data.text !== undefined) {
      const bytes = fromBase64(data.text);
      if (!bytes) throw new Error("the model in this page is damaged");
      await readWhole(bytes);
    } else {
      await readFrom(data.url, data.bytes);
    }
  } catch (error) {
    globalThis.postMessage({ error: error.message || String(error) });
  }
};
