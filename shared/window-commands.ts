import { z } from 'zod';
import { destinationSchema } from './links.ts';

/** What menu, tray, notification or link ask of the window: it shows something, and changes nothing by itself. */
export const windowCommandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('show'), destination: destinationSchema }),
  z.object({ do: z.literal('new_job') }),
  z.object({ do: z.literal('open_palette') }),
  z.object({ do: z.literal('list_shortcuts') }),
]);
export type WindowCommand = z.infer<typeof windowCommandSchema>;

/** Keys that the system's menu shows and the window listens to, as Electron writes them. */
export const accelerators = {
  newJob: 'CmdOrCtrl+N',
  settings: 'CmdOrCtrl+,',
  palette: 'CmdOrCtrl+K',
  overview: 'CmdOrCtrl+1',
  jobs: 'CmdOrCtrl+2',
  gpus: 'CmdOrCtrl+3',
  storage: 'CmdOrCtrl+4',
} as const;
