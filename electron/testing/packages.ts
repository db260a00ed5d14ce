import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';

/**
 * A source distribution whose build runs `duringBuild`, Python code of the test's choosing, in the setup container. What
 * that code leaves in `found` (a dict) can be imported later as `NAME.found`.
 */
export async function sourceDistribution(name: string, duringBuild: string): Promise<{ file: string; bytes: Buffer }> {
  const folder = `${name}-1.0`;
  const pack = tar.pack();
  const add = (file: string, text: string) => pack.entry({ name: `${folder}/${file}` }, text);
  add('PKG-INFO', `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`);
  add('pyproject.toml', '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n');
  add('backend.py', backend(name, duringBuild));
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(pack)) chunks.push(Buffer.from(chunk));
  return { file: `${folder}.tar.gz`, bytes: gzipSync(Buffer.concat(chunks)) };
}

function backend(name: string, duringBuild: string): string {
  return `
import os, sys, time, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    found = {}
    exec(${JSON.stringify(duringBuild)}, {"found": found})
    info = "${name}-1.0.dist-info"
    files = {
        "${name}.py": "found = " + repr(found),
        info + "/METADATA": "Metadata-Version: 2.1\\nName: ${name}\\nVersion: 1.0\\n",
        info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "/RECORD"] = "".join(f + ",,\\n" for f in [*files, info + "/RECORD"])
    wheel = "${name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return wheel
`;
}
