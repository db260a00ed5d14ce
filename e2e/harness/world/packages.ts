import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import type { z } from 'zod';
import { type Content, read, text } from './content.ts';
import type { packageSchema } from './protocol.ts';
import { zip } from './zip.ts';

type Package = z.output<typeof packageSchema>;

/** A file as an index offers it. */
export interface Distribution {
  file: string;
  content: Content;
  /** Core metadata, which is offered apart for wheels; null for source distributions. */
  metadata: string | null;
}

/** Every file of a release. */
export function distributions(release: Package): Promise<Distribution[]> {
  return Promise.all(
    release.files.map((file) =>
      file.kind === 'wheel' ? wheel(release, file.tag, file.files) : sourceDistribution(release, file.duringBuild),
    ),
  );
}

/**
 * A wheel with one module, named after the package, whose `version` is the release's, and further files of the test's
 * choosing.
 */
export function wheel(release: Package, tag = 'py3-none-any', further: Record<string, Content> = {}): Distribution {
  const name = moduleName(release.name);
  const info = `${name}-${release.version}.dist-info`;
  const metadata = coreMetadata(release);
  const files: Record<string, Content> = {
    [`${name}.py`]: text(`version = ${JSON.stringify(release.version)}\n`),
    ...further,
    [`${info}/METADATA`]: text(metadata),
    [`${info}/WHEEL`]: text(`Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`),
  };
  // Digests are left out, as the format allows; a file of gigabytes would be read once more for its own.
  const record = [...Object.keys(files), `${info}/RECORD`].map((file) => `${file},,\n`).join('');
  return {
    file: `${name}-${release.version}-${tag}.whl`,
    content: zip({ ...files, [`${info}/RECORD`]: text(record) }),
    metadata,
  };
}

/** A source distribution that carries its wheel: building it runs `duringBuild` and hands the wheel over. */
async function sourceDistribution(release: Package, duringBuild: string): Promise<Distribution> {
  const built = wheel(release);
  const folder = `${moduleName(release.name)}-${release.version}`;
  const pack = tar.pack();
  const add = (file: string, content: Content) =>
    pack.entry({ name: `${folder}/${file}`, mtime: new Date(0) }, Buffer.concat([...read(content)]));
  add('PKG-INFO', text(coreMetadata(release)));
  add('pyproject.toml', text('[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'));
  add('backend.py', text(backend(built.file, duringBuild)));
  add(built.file, built.content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(pack)) chunks.push(Buffer.from(chunk));
  return { file: `${folder}.tar.gz`, content: [gzipSync(Buffer.concat(chunks))], metadata: null };
}

function backend(wheelFile: string, duringBuild: string): string {
  return `
import shutil
def build_wheel(folder, config_settings=None, metadata_directory=None):
    exec(${JSON.stringify(duringBuild)}, {})
    shutil.copy("${wheelFile}", folder)
    return "${wheelFile}"
`;
}

function coreMetadata(release: Package): string {
  const extras = Object.entries(release.extras);
  return [
    'Metadata-Version: 2.1',
    `Name: ${release.name}`,
    `Version: ${release.version}`,
    ...(release.requiresPython === undefined ? [] : [`Requires-Python: ${release.requiresPython}`]),
    ...release.requires.map((requirement) => `Requires-Dist: ${requirement}`),
    ...extras.flatMap(([extra, requires]) => [
      `Provides-Extra: ${extra}`,
      ...requires.map((requirement) => `Requires-Dist: ${requirement}; extra == "${extra}"`),
    ]),
    '',
  ].join('\n');
}

function moduleName(name: string): string {
  return name.replace(/[-.]+/g, '_').toLowerCase();
}

/** A project's name as PEP 503 compares it. */
export function normalisedName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
