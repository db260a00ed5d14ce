import { request } from 'node:http';

/** A bare request to the engine that `DOCKER_HOST` names, for what tests need and the app does not. */
export function askEngine(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, method, path, headers: body ? { 'content-type': 'application/json' } : {} },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if ((answer.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
          else resolve(text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text);
        });
      },
    );
    sent.on('error', reject);
    sent.end(body ? JSON.stringify(body) : undefined);
  });
}
