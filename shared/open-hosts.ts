import { splitAllowlistEntry } from './egress.ts';

interface OpenHosts {
  /** What anyone can do there; continued by what a job could make of it. */
  means: string;
  /** Exact names, or `*.` and a domain for every name below it. */
  patterns: readonly string[];
}

const known: readonly OpenHosts[] = [
  {
    means: 'Anyone can publish files and code here',
    patterns: [
      'github.com',
      '*.github.com',
      '*.githubusercontent.com',
      '*.github.io',
      'gitlab.com',
      '*.gitlab.com',
      '*.gitlab.io',
      'bitbucket.org',
      '*.bitbucket.org',
      'codeberg.org',
      '*.codeberg.page',
      'sourceforge.net',
      '*.sourceforge.net',
    ],
  },
  {
    means: 'Anyone can rent storage under this name',
    patterns: [
      '*.amazonaws.com',
      '*.cloudfront.net',
      'storage.googleapis.com',
      '*.storage.googleapis.com',
      'firebasestorage.googleapis.com',
      '*.blob.core.windows.net',
      '*.r2.dev',
      '*.r2.cloudflarestorage.com',
      '*.digitaloceanspaces.com',
      '*.backblazeb2.com',
      '*.wasabisys.com',
      'drive.google.com',
      'docs.google.com',
      '*.googleusercontent.com',
      'dropbox.com',
      '*.dropbox.com',
      '*.dropboxusercontent.com',
      'onedrive.live.com',
      '1drv.ms',
    ],
  },
  {
    means: 'Anyone can run a server under this name',
    patterns: [
      '*.workers.dev',
      '*.pages.dev',
      '*.vercel.app',
      '*.netlify.app',
      '*.herokuapp.com',
      '*.web.app',
      '*.firebaseapp.com',
      '*.run.app',
      '*.azurewebsites.net',
      '*.onrender.com',
      '*.fly.dev',
      '*.hf.space',
      '*.ngrok.io',
      '*.ngrok.app',
      '*.ngrok.dev',
      '*.ngrok-free.app',
      '*.ngrok-free.dev',
      '*.trycloudflare.com',
      '*.loca.lt',
    ],
  },
  {
    means: 'Anyone can upload here without an account',
    patterns: [
      'pastebin.com',
      'paste.ee',
      'dpaste.com',
      'dpaste.org',
      'hastebin.com',
      'transfer.sh',
      '0x0.st',
      'file.io',
      'gofile.io',
      '*.gofile.io',
      'catbox.moe',
      '*.catbox.moe',
      'webhook.site',
    ],
  },
  {
    means: 'Anyone can receive messages here through a webhook or a bot',
    patterns: [
      'discord.com',
      'discordapp.com',
      '*.discordapp.com',
      'hooks.slack.com',
      'api.telegram.org',
      '*.pipedream.net',
    ],
  },
];

const consequence = 'a job could carry data out through it, or fetch anything that somebody put there.';

/** Why an allowlist entry reaches a host that anyone can write to, as one sentence; null where none is known. */
export function whyOpen(entry: string): string | null {
  const { pattern } = splitAllowlistEntry(entry.trim().toLowerCase());
  const open = known.find(({ patterns }) => patterns.some((each) => overlap(each, pattern)));
  return open ? `${open.means}: ${consequence}` : null;
}

/** Whether some name fits both patterns. */
function overlap(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one);
}

/** Whether a wildcard stands for a name, or for the names of a narrower wildcard. */
function covers(wildcard: string, name: string): boolean {
  return wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1));
}
