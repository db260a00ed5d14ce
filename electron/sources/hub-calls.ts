import type { RepositoryType } from '../../shared/models.ts';

/** A function of a well-known package that fetches a repository from the model hub. */
export interface HubCall {
  /** The package that offers it; null where many do. */
  package: string | null;
  /** `method` is called on an object of any kind, `function` by its name or on its module, `both` either way. */
  as: 'function' | 'method' | 'both';
  /** Its parameters that may be given without their names, in order. */
  positional: readonly string[];
  /** The parameter that names the repository. */
  repo: string;
  type: RepositoryType;
  /** Whether it fetches the one file that its parameters `filename` and `subfolder` name. */
  oneFile?: true;
  /** The id that a value stands for; null where it names no repository. */
  idOf?: (value: string) => string | null;
}

/** What `load_dataset` takes for a kind of local files. */
const datasetBuilders = new Set([
  'arrow',
  'audiofolder',
  'cache',
  'csv',
  'generator',
  'hdf5',
  'imagefolder',
  'json',
  'pandas',
  'parquet',
  'pdffolder',
  'spark',
  'sql',
  'text',
  'videofolder',
  'webdataset',
  'xml',
]);

/** Models older than owners on the hub; `SentenceTransformer` looks for other names without an owner at its own. */
const modelsWithoutOwner =
  /^(?:albert-x{0,2}(?:base|large)-v[12]|bert-(?:base|large)-(?:(?:un)?cased|chinese|german|multilingual)(?:-.+)?|camembert-base|ctrl|distilbert-base-(?:(?:un)?cased|german|multilingual)(?:-.+)?|distilgpt2|distilroberta-base|gpt2(?:-medium|-large|-xl)?|openai-gpt|roberta-(?:base|large)(?:-mnli|-openai-detector)?|t5-(?:small|base|large|3b|11b)|transfo-xl-wt103|xlm-(?:clm|mlm|roberta)-.+|xlnet-(?:base|large)-cased)$/i;

export const hubCalls: ReadonlyMap<string, HubCall> = new Map([
  [
    'from_pretrained',
    {
      package: null,
      as: 'method',
      positional: ['pretrained_model_name_or_path'],
      repo: 'pretrained_model_name_or_path',
      type: 'model',
    },
  ],
  [
    'snapshot_download',
    { package: 'huggingface_hub', as: 'both', positional: ['repo_id'], repo: 'repo_id', type: 'model' },
  ],
  [
    'hf_hub_download',
    {
      package: 'huggingface_hub',
      as: 'both',
      positional: ['repo_id', 'filename'],
      repo: 'repo_id',
      type: 'model',
      oneFile: true,
    },
  ],
  [
    'load_dataset',
    {
      package: 'datasets',
      as: 'function',
      positional: ['path'],
      repo: 'path',
      type: 'dataset',
      idOf: (path) => (datasetBuilders.has(path) ? null : path),
    },
  ],
  [
    'pipeline',
    { package: 'transformers', as: 'function', positional: ['task', 'model'], repo: 'model', type: 'model' },
  ],
  [
    'SentenceTransformer',
    {
      package: 'sentence_transformers',
      as: 'function',
      positional: ['model_name_or_path'],
      repo: 'model_name_or_path',
      type: 'model',
      idOf: (name) => (name.includes('/') || modelsWithoutOwner.test(name) ? name : `sentence-transformers/${name}`),
    },
  ],
] satisfies [string, HubCall][]);
