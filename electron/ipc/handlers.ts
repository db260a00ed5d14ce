import { clipboard, dialog, shell } from 'electron';
import { AppError } from '../../shared/errors.ts';
import { sentence } from '../../shared/languages/sentence.ts';
import { cleanName } from '../../shared/text.ts';
import type { Desktop } from '../app/desktop.ts';
import type { Speech } from '../desktop/speech.ts';
import { exportLogText } from '../jobs/log-file.ts';
import type { Seller } from '../seller.ts';
import { listExamples } from '../sources/examples.ts';
import { inspectPath } from '../sources/inspect.ts';
import type { LogSubscriptions } from './announcements.ts';
import { createGpuWatch } from './gpu-watch.ts';
import type { Handlers } from './handle.ts';
import { saveText } from './save-text.ts';

export function createHandlers(
  seller: Seller,
  options: {
    version: string;
    dataFolder: string;
    subscriptions: LogSubscriptions;
    desktop: Desktop;
    /** In the language of now. */
    speech: () => Speech;
  },
): Handlers {
  const { jobs, image, engine, gpus } = seller;
  const watchGpus = createGpuWatch(seller.watchGpus);
  const { desktop, speech } = options;
  return {
    'app.info': () => ({ version: options.version, dataFolder: options.dataFolder }),
    'app.copy': (text) => clipboard.writeText(text),
    'app.started': () => desktop.windowStarted(),
    'app.showing': (destination) => desktop.windowShows(destination),
    'app.desktop': () => desktop.abilities(),
    'app.diagnostics': () => desktop.diagnostics(),
    'app.open': (what) => desktop.openOnDisk(what),
    'jobs.list': (query) => jobs.list(query),
    'jobs.unfinished': () => jobs.unfinished(),
    'jobs.ids': (stretch) => jobs.ids(stretch),
    'jobs.place': (place) => jobs.place(place),
    'jobs.summary': (query) => jobs.summary(query),
    'jobs.weigh': (selection) => jobs.weigh(selection),
    'jobs.delete': (selection) => jobs.delete(selection),
    'jobs.undoDeletion': (deletion) => jobs.undoDeletion(deletion),
    'jobs.settleDeletion'(deletion) {
      // It goes on for a while where there are many, and nobody waits for it.
      void jobs.settleDeletion(deletion);
    },
    async 'jobs.export'(wanted) {
      const { filePath } = await dialog.showSaveDialog({
        title: speech().t('desktop.file.exportJobs'),
        defaultPath: `jobs-${new Date().toISOString().slice(0, 10)}.${wanted.format}`,
      });
      if (!filePath) return null;
      await saveText('export', jobs.export(wanted), filePath);
      return filePath;
    },
    'jobs.get': (id) => jobs.get(id),
    'jobs.submit': (draft) => jobs.submit(draft),
    'jobs.inspect': (path) => inspectPath(path),
    async 'jobs.pick'(kind) {
      const { t } = speech();
      const { filePaths } = await dialog.showOpenDialog(
        kind === 'folder'
          ? { title: t('desktop.file.jobFolder'), properties: ['openDirectory'] }
          : {
              title: t('desktop.file.script'),
              properties: ['openFile'],
              filters: [{ name: 'Python', extensions: ['py'] }],
            },
      );
      return filePaths[0] ?? null;
    },
    'jobs.cancel': (id) => jobs.cancel(id),
    'jobs.runAgain': ({ id, allowHosts }) => jobs.runAgain(id, allowHosts),
    'jobs.examples': () => listExamples(seller.examplesFolder),
    'jobs.outputs': (id) => jobs.outputs(id),
    async 'jobs.openOutputs'(id) {
      const problem = await shell.openPath(await jobs.outputsFolder(id));
      if (problem)
        throw new AppError({ code: 'internal', ...sentence('folder_not_opened', { words: problem }), retryable: true });
    },
    'jobs.previewOutput': (file) => jobs.previewOutput(file),
    async 'jobs.saveOutput'(wanted) {
      const { file } = await jobs.openOutput(wanted);
      try {
        const { filePath } = await dialog.showSaveDialog({
          title: speech().t('desktop.file.saveCopy'),
          defaultPath: cleanName(wanted.path.slice(wanted.path.lastIndexOf('/') + 1)),
        });
        if (!filePath) return null;
        await saveText('copy', file.createReadStream({ autoClose: false }), filePath);
        return filePath;
      } finally {
        await file.close();
      }
    },
    'jobs.usage': (id) => seller.jobLife.usage(id),
    'jobs.gpuUsage': (id) => seller.jobLife.gpuUsage(id),
    'jobs.events': (id) => seller.jobLife.events(id),
    async 'log.open'(id, sender) {
      options.subscriptions.follow(id, sender);
      return jobs.log(id);
    },
    'log.taken': (id, sender) => options.subscriptions.taken(id, sender),
    'log.close': (id, sender) => options.subscriptions.unfollow(id, sender),
    'log.read': (query) => jobs.readLog(query),
    'log.search': (query) => jobs.searchLog(query),
    async 'log.save'(id) {
      const file = await jobs.logFile(id);
      const { filePath } = await dialog.showSaveDialog({
        title: speech().t('desktop.file.saveLog'),
        defaultPath: `${id}.log`,
      });
      if (!filePath) return null;
      await exportLogText(file, filePath);
      return filePath;
    },
    'ledger.get': (id) => jobs.ledger(id),
    async 'ledger.save'(id) {
      const { filePath } = await dialog.showSaveDialog({
        title: speech().t('desktop.file.saveLedger'),
        defaultPath: `${id}-network.json`,
      });
      if (!filePath) return null;
      await saveText('ledger', jobs.exportLedger(id), filePath);
      return filePath;
    },
    'environment.get': (id) => jobs.environment(id),
    async 'environment.save'(id) {
      const { filePath } = await dialog.showSaveDialog({
        title: speech().t('desktop.file.saveEnvironment'),
        defaultPath: `${id}-environment.json`,
      });
      if (!filePath) return null;
      await saveText('environment', jobs.exportEnvironment(id), filePath);
      return filePath;
    },
    'storage.get': () => seller.storage.state(),
    'storage.clear': (ids) => seller.storage.clear(ids),
    'hubToken.get': () => seller.hubToken.state(),
    'hubToken.set': (token) => seller.hubToken.save(token),
    'hubToken.forget': () => seller.hubToken.forget(),
    'queue.get': () => jobs.queue(),
    'queue.setAccepting'(accepting) {
      seller.updateSettings({ queue: { accepting } });
      return jobs.queue();
    },
    async 'queue.stopEverything'() {
      await desktop.stopEverything();
      return jobs.queue();
    },
    'gpus.get': () => gpus.state(),
    'gpus.history': (span) => seller.gpuHistory(span),
    'gpus.watch': (shown, sender) => watchGpus(shown, sender),
    'engine.get': () => engine.state(),
    'engine.retry': () => engine.retry(),
    'image.get': () => image.state(),
    'image.prepare'() {
      // How it goes is told by `image.changed`.
      void image.prepare();
    },
    'image.cancel': () => image.cancel(),
    'settings.get': () => seller.settings(),
    'settings.update': (patch) => seller.updateSettings(patch),
    async 'settings.export'() {
      const { filePath } = await dialog.showSaveDialog({
        title: speech().t('desktop.file.exportSettings'),
        defaultPath: 'computeswarm-settings.json',
      });
      if (!filePath) return null;
      await saveText('settings', seller.exportSettings(), filePath);
      return filePath;
    },
    async 'settings.pickImport'() {
      const { t } = speech();
      const { filePaths } = await dialog.showOpenDialog({
        title: t('desktop.file.importSettings'),
        properties: ['openFile'],
        filters: [{ name: t('desktop.file.settings'), extensions: ['json'] }],
      });
      return filePaths[0] ? seller.previewImport(filePaths[0]) : null;
    },
    'settings.dismissNotices': () => seller.dismissNotices(),
  };
}
