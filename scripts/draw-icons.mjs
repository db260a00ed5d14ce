// Draws the app's icon and the tray's pictures from the mark: `electron scripts/draw-icons.mjs`. The results are committed;
// run it again when the mark or a colour changes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow } from 'electron';

const assets = path.join(import.meta.dirname, '..', 'assets');
const cell = 'M12 1.6 21 6.8v10.4l-9 5.2-9-5.2V6.8z';
const swarm =
  '<circle cx="12" cy="12" r="2.9"/>' +
  [
    [12, 6.2],
    [12, 17.8],
    [7, 9.1],
    [17, 9.1],
    [7, 14.9],
    [17, 14.9],
  ]
    .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="1.5"/>`)
    .join('');

/** Each state has a shape of its own, so that it is told without colour too. */
const states = {
  idle: { colour: '#7d8190', sign: '<circle cx="12" cy="12" r="3.6"/>' },
  running: { colour: '#5666e8', sign: swarm },
  paused: {
    colour: '#c27c06',
    sign: '<rect x="7.8" y="7.5" width="3" height="9" rx="1"/><rect x="13.2" y="7.5" width="3" height="9" rx="1"/>',
  },
  trouble: {
    colour: '#d43a44',
    sign: '<rect x="10.6" y="5.6" width="2.8" height="8.2" rx="1.4"/><circle cx="12" cy="17" r="1.7"/>',
  },
};

const svg = (/** @type {string} */ content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">${content}</svg>`;

const coloured = (/** @type {{ colour: string, sign: string }} */ { colour, sign }) =>
  svg(`<path d="${cell}" fill="${colour}"/><g fill="#fff">${sign}</g>`);

/** Black on nothing, which macOS colours itself: the idle cell is an outline, in the others the sign is cut out. */
const template = (/** @type {string} */ state, /** @type {string} */ sign) =>
  state === 'idle'
    ? svg(`<path d="${cell}" fill="none" stroke="#000" stroke-width="1.8"/><circle cx="12" cy="12" r="3"/>`)
    : svg(
        `<mask id="m"><rect width="24" height="24" fill="#fff"/><g fill="#000">${sign}</g></mask><path d="${cell}" mask="url(#m)"/>`,
      );

const mark = readFileSync(path.join(assets, 'icons', 'mark.svg'), 'utf8');
const pictures = [
  { file: 'icons/icon.png', picture: mark, size: 512 },
  { file: 'tray/notification.png', picture: mark, size: 128 },
  ...Object.entries(states).flatMap(([state, look]) => [
    { file: `tray/${state}.png`, picture: coloured(look), size: 24 },
    { file: `tray/${state}@2x.png`, picture: coloured(look), size: 48 },
    { file: `tray/${state}Template.png`, picture: template(state, look.sign), size: 18 },
    { file: `tray/${state}Template@2x.png`, picture: template(state, look.sign), size: 36 },
  ]),
];

/** Runs in the page. */
async function draw(/** @type {string} */ picture, /** @type {number} */ size) {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml,${encodeURIComponent(picture)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  canvas.getContext('2d')?.drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
}

// Not awaited here: Electron is not ready before its main module has run to its end.
app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,');
  for (const { file, picture, size } of pictures) {
    const base64 = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(picture)}, ${size})`);
    const target = path.join(assets, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, Buffer.from(base64, 'base64'));
  }
  app.exit(0);
});
