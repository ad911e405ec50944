import QRCode from 'qrcode';

/** A QR as one SVG path on a grid of `size` modules, quiet zone included. Drawn by `ui/qr-code.tsx`. */
export type Qr = { size: number; path: string };

const quietModules = 2;

export function qrOf(text: string): Qr {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' });
  const runs: string[] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      const from = x;
      while (x < modules.size && modules.get(y, x)) x++;
      if (x > from)
        runs.push(`M${from + quietModules} ${y + quietModules}h${x - from}v1H${from + quietModules}z`);
    }
  }
  return { size: modules.size + 2 * quietModules, path: runs.join('') };
}
