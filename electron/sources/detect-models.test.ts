import { describe, expect, it } from 'vitest';
import { maxScriptBytes } from '../../shared/job-file.ts';
import { maxModels } from '../../shared/models.ts';
import { detectModels } from './detect-models.ts';

const detect = (text: string, inputs: readonly string[] = []) => detectModels(text, (path) => inputs.includes(path));

/** `owner/name@revision +include -exclude`, with `dataset:` before a dataset. */
const found = async (text: string, inputs?: readonly string[]) =>
  (await detect(text, inputs)).map(({ repo, type, revision, include, exclude }) =>
    [
      `${type === 'dataset' ? 'dataset:' : ''}${repo}@${revision}`,
      ...include.map((pattern) => `+${pattern}`),
      ...exclude.map((pattern) => `-${pattern}`),
    ].join(' '),
  );

describe('calls that name a repository', () => {
  it.each<[call: string, model: string]>([
    ['AutoModel.from_pretrained("a/b")', 'a/b@main'],
    ['transformers.AutoModel.from_pretrained("gpt2")', 'gpt2@main'],
    ['m = cls().from_pretrained("a/b", revision="v1.0").to("cuda")', 'a/b@v1.0'],
    ['X.from_pretrained(pretrained_model_name_or_path="a/b", revision=None)', 'a/b@main'],
    ['X.from_pretrained("a/b", **options)', 'a/b@main'],
    ['X.from_pretrained("a/b", device_map="auto", torch_dtype=torch.float16)', 'a/b@main'],
    ['X.from_pretrained("a/b",  # the big one\n)', 'a/b@main'],
    ['X.from_pretrained(("a/"\n  "b"))', 'a/b@main'],
    ['X.from_pretrained(r"a/b")', 'a/b@main'],
    ['X.from_pretrained("""a/b""")', 'a/b@main'],
    ['X.from_pretrained("a\\x2fb")', 'a/b@main'],
    ['print(f"{X.from_pretrained(\'a/b\')}")', 'a/b@main'],
    ['@wrap(X.from_pretrained("a/b"))\nasync def f(): pass', 'a/b@main'],
    ['class A:\n  def f(self):\n    with x as y:\n      return await X.from_pretrained("a/b")', 'a/b@main'],
    ['snapshot_download("a/b")', 'a/b@main'],
    ['snapshot_download(repo_id="a/b", repo_type="dataset", revision="r")', 'dataset:a/b@r'],
    ['snapshot_download("a/b", repo_type=None)', 'a/b@main'],
    [
      'snapshot_download("a/b", allow_patterns=["*.json", "x/*"], ignore_patterns="*.bin")',
      'a/b@main +*.json +x/* -*.bin',
    ],
    ['snapshot_download("a/b", allow_patterns=("*.json",))', 'a/b@main +*.json'],
    ['HfApi().snapshot_download("a/b")', 'a/b@main'],
    ['api.hf_hub_download("a/b", "c.bin")', 'a/b@main +c.bin'],
    ['hf_hub_download(repo_id="a/b", filename="c.bin", subfolder="d", revision="r")', 'a/b@r +d/c.bin'],
    ['hf_hub_download("a/b", "c[1]*.bin", repo_type="dataset")', 'dataset:a/b@main +c[[]1][*].bin'],
    ['load_dataset("a/b", "config", split="train", revision="r")', 'dataset:a/b@r'],
    ['load_dataset(path="squad")', 'dataset:squad@main'],
    ['pipeline("text-generation", "a/b")', 'a/b@main'],
    ['pipeline(model="a/b", revision="r", device=0)', 'a/b@r'],
    ['SentenceTransformer("a/b")', 'a/b@main'],
    ['SentenceTransformer("all-MiniLM-L6-v2")', 'sentence-transformers/all-MiniLM-L6-v2@main'],
    ['SentenceTransformer("bert-base-nli-mean-tokens")', 'sentence-transformers/bert-base-nli-mean-tokens@main'],
    ['SentenceTransformer("bert-base-uncased")', 'bert-base-uncased@main'],
    ['SentenceTransformer("xlm-roberta-base", revision="r")', 'xlm-roberta-base@r'],
  ])('%s', async (call, model) => {
    expect(await found(call)).toEqual([model]);
  });

  it.each<[script: string]>([
    ['MODEL = "a/b"\nX.from_pretrained(MODEL)'],
    ['def main():\n  name = "a/b"\n  X.from_pretrained(pretrained_model_name_or_path=name)'],
    ['X.from_pretrained(MODEL)\nMODEL: str = ("a/" "b")'],
    ['REVISION = "main"\nX.from_pretrained("a/b", revision=REVISION)'],
    ['from huggingface_hub import snapshot_download as get\nget("a/b")'],
    ['import huggingface_hub as hub\nhub.snapshot_download("a/b")'],
    ['from transformers import pipeline as p\np("fill-mask", model="a/b")'],
    ['import transformers\ntransformers.pipeline(model="a/b")'],
    ['import transformers as t\nt.pipelines.pipeline(model="a/b")'],
    ['from transformers import *\npipeline(model="a/b")'],
    ['import sentence_transformers.models as m\nm.SentenceTransformer("a/b")'],
  ])('through names: %j', async (script) => {
    expect(await found(script)).toEqual(['a/b@main']);
  });
});

describe('what is no call of that kind', () => {
  it.each<[script: string]>([
    ['# X.from_pretrained("a/b")'],
    ['"""\nX.from_pretrained("a/b")\n"""'],
    ['def f():\n  """X.from_pretrained("a/b")"""'],
    ['s = \'X.from_pretrained("a/b")\''],
    ['X.from_pretrained'],
    ['X.from_pretrained()'],
    ['X.from_pretrained[0]("a/b")'],
    ['X.from_pretrained.also("a/b")'],
    ['from_pretrained("a/b")'],
    ['X.not_from_pretrained("a/b")'],
    ['X.from_pretrained(base, "a/b")'],
    ['X.from_pretrained(token="a/b")'],
    ['X.from_pretrained(*names, "a/b")'],
    ['X.from_pretrained(f"a/{b}")'],
    ['X.from_pretrained(f"a/b")'],
    ['X.from_pretrained(b"a/b")'],
    ['X.from_pretrained("a/" + b)'],
    ['X.from_pretrained("a/b" if c else "d/e")'],
    ['X.from_pretrained(NAME)'],
    ['NAME = "a/b"\nNAME = "c/d"\nX.from_pretrained(NAME)'],
    ['NAME = "a/b"\ndef f(NAME):\n  X.from_pretrained(NAME)'],
    ['X.from_pretrained("a/b", revision=r)'],
    ['X.from_pretrained("a/b", revision="no revision")'],
    ['X.from_pretrained("./a")'],
    ['X.from_pretrained("../a/b")'],
    ['X.from_pretrained("/a/b")'],
    ['X.from_pretrained("~/b")'],
    ['X.from_pretrained("a\\\\b")'],
    ['X.from_pretrained("a/b/c")'],
    ['X.from_pretrained("a/")'],
    ['X.from_pretrained("a b")'],
    ['X.from_pretrained("")'],
    ['snapshot_download("a/b", repo_type="space")'],
    ['snapshot_download("a/b", repo_type=kind)'],
    ['snapshot_download("a/b", allow_patterns=wanted)'],
    ['snapshot_download("a/b", allow_patterns=["x", wanted])'],
    ['snapshot_download("a/b", ignore_patterns=[f"{x}"])'],
    ['hf_hub_download("a/b")'],
    ['hf_hub_download("a/b", f"{x}.bin")'],
    ['hf_hub_download("a/b", "x.bin", subfolder=s)'],
    ['load_dataset("csv", data_files="x.csv")'],
    ['load_dataset("imagefolder", data_dir="x")'],
    ['self.load_dataset("train")'],
    ['self.pipeline("x", "a/b")'],
    ['pipeline("text-generation")'],
    ['from modelscope import snapshot_download\nsnapshot_download("a/b")'],
    ['import modelscope\nmodelscope.snapshot_download("a/b")'],
    ['from mine import tools\ntools.load_dataset("train")'],
    ['from .data import load_dataset\nload_dataset("train")'],
    ['def load_dataset(name): pass\nload_dataset("train")'],
    ['from transformers import pipeline as snapshot_download\nsnapshot_download("a/b")'],
  ])('%j', async (script) => {
    expect(await found(script)).toEqual([]);
  });

  it('is one whose value names an input of the job', async () => {
    const script = 'X.from_pretrained("weights")\nX.from_pretrained("my/model")\nX.from_pretrained("other")';
    expect(await found(script, ['weights', 'my/model'])).toEqual(['other@main']);
    expect(await found('SentenceTransformer("encoder")', ['encoder'])).toEqual([]);
  });
});

describe('several calls', () => {
  it('give each repository and revision once, in their order', async () => {
    const script = [
      'X.from_pretrained("b/b")',
      'X.from_pretrained("a/a", revision="r")',
      'Y.from_pretrained("b/b")',
      'load_dataset("b/b")',
      'X.from_pretrained("a/a")',
    ].join('\n');
    expect(await found(script)).toEqual(['b/b@main', 'a/a@r', 'dataset:b/b@main', 'a/a@main']);
  });

  it('of one repository are given all files that either of them needs', async () => {
    const first = 'hf_hub_download("a/b", "one")\n';
    expect(await found(`${first}hf_hub_download("a/b", "two")`)).toEqual(['a/b@main +one +two']);
    expect(await found(`${first}X.from_pretrained("a/b")`)).toEqual(['a/b@main']);
    expect(await found(`X.from_pretrained("a/b")\n${first}`)).toEqual(['a/b@main']);
    const less = 'snapshot_download("a/b", ignore_patterns=["x", "y"])\n';
    expect(await found(`${less}snapshot_download("a/b", ignore_patterns=["y", "z"])`)).toEqual(['a/b@main -y']);
    const many = Array.from({ length: 101 }, (_, n) => `hf_hub_download("a/b", "${n}")`).join('\n');
    expect(await found(many)).toEqual(['a/b@main']);
  });

  it('may nest', async () => {
    expect(await found('X.from_pretrained("a/a", config=Y.from_pretrained("b/b"))')).toEqual(['a/a@main', 'b/b@main']);
  });

  it('give at most as many as a job may have', async () => {
    const calls = Array.from({ length: maxModels + 5 }, (_, n) => `X.from_pretrained("a/m${n}")`);
    const models = await found(calls.join('\n'));
    expect(models).toHaveLength(maxModels);
    expect(models.at(-1)).toBe(`a/m${maxModels - 1}@main`);
  });
});

describe('scripts that are hard to read', () => {
  const call = 'X.from_pretrained("a/b")\n';

  it.each<[what: string, script: string]>([
    ['an error before it', `def (:\n  return ]\n${call}`],
    ['an error behind it', `${call}if x\n  else: )))\n`],
    ['an argument that is not closed', 'X.from_pretrained("a/b"\ny = 1\n'],
    ['Python 2', `print "x"\nexec "y"\n${call}`],
    ['Windows line ends', `x = 1\r\n${call.trim()}\r\n`],
    ['tabs', `if x:\n\tif y:\n\t\t${call}`],
  ])('are read as far as possible with %s', async (_, script) => {
    expect(await found(script)).toEqual(['a/b@main']);
  });

  const filled = (part: string) => part.repeat(Math.floor((maxScriptBytes - call.length) / part.length));

  it.each<[what: string, part: string]>([
    ['parentheses', '('],
    ['braces', '{'],
    ['closing parentheses', ')'],
    ['calls in calls', 'X.from_pretrained('],
    ['calls of calls', '.from_pretrained("c/d")'],
    ['spaces', ' '],
    ['strings that are not closed', '"""a'],
  ])('do no harm as four megabytes of %s', { timeout: 60_000 }, async (_, part) => {
    expect(await found(`${call}${filled(part)}`)).toContain('a/b@main');
  });

  it.each<[what: string, script: string]>([
    ['an id', `X.from_pretrained("${filled('a')}")`],
    ['escapes', `X.from_pretrained("${filled('\\N{')}")`],
    ['backslashes', `X.from_pretrained("${filled('\\')}")`],
    ['arguments', `X.from_pretrained(${filled('"c/d" ')})`],
    ['patterns', `snapshot_download("c/d", allow_patterns=[${filled('"a",')}])`],
    ['targets', `${filled('a=')}1`],
    ['names', `import ${filled('a.')}a`],
  ])('do no harm with a call’s worth of %s', { timeout: 60_000 }, async (_, script) => {
    expect(await found(`${call}${script}`)).toContain('a/b@main');
  });

  it('are read in part where they are too long', async () => {
    const budget = { steps: 1_000, milliseconds: Number.POSITIVE_INFINITY };
    const script = `${call}${'x = f(1)\n'.repeat(1_000)}X.from_pretrained("c/d")\n`;
    expect((await detectModels(script, () => false, budget)).map(({ repo }) => repo)).toEqual(['a/b']);
    expect((await detectModels(script, () => false)).map(({ repo }) => repo)).toEqual(['a/b', 'c/d']);
  });
});
