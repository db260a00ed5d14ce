import { splitAllowlistEntry } from './egress.ts';

/** What anyone can do at a host: publish code, rent storage, run a server, upload without an account, receive messages. */
export type OpenHost = 'code' | 'storage' | 'server' | 'upload' | 'messages';

interface OpenHosts {
  kind: OpenHost;
  /** Exact names, or `*.` and a domain for every name below it. */
  patterns: readonly string[];
}

const known: readonly OpenHosts[] = [
  {
    kind: 'code',
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
    kind: 'storage',
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
    kind: 'server',
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
    kind: 'upload',
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
    kind: 'messages',
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

/** What makes an allowlist entry reach a host that anyone can write to; null where none is known. */
export function openHostOf(entry: string): OpenHost | null {
  const { pattern } = splitAllowlistEntry(entry.trim().toLowerCase());
  return known.find(({ patterns }) => patterns.some((each) => overlap(each, pattern)))?.kind ?? null;
}

/** Whether some name fits both patterns. */
function overlap(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one);
}

/** Whether a wildcard stands for a name, or for the names of a narrower wildcard. */
function covers(wildcard: string, name: string): boolean {
  return wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1));
}
