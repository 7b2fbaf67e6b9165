// Reads the symbols in a picture. Runs in a worker; the picture never leaves it.

import { prepareZXingModule, readBarcodes } from "./zxing/reader/index.js";

const SIDE_MAX = 3000;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: true, tryRotate: true, tryDownscale: true, maxNumberOfSymbols: 8 };

await prepareZXingModule({ overrides: { locateFile: (name) => new URL(`zxing/${name}`, import.meta.url).href }, fireImmediately: true });

/** The bytes of each symbol. Rejects when the browser cannot read the picture. */
export async function symbols(blob) {
  const picture = await createImageBitmap(blob);
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff"; // behind a transparent picture
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found.filter((one) => one.isValid !== false && !one.error).map((one) => one.bytes);
}
