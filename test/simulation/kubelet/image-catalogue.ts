/** What the simulated registry and the program in an image do. Everything has a default. */
export interface SimulatedImage {
  /** Two tags with one ID are the same image. Default: made from the name. */
  readonly imageID?: string;
  /** `fails`: ErrImagePull, then ImagePullBackOff. `slow`: it takes minutes. Default: it can be pulled. */
  readonly pull?: 'works' | 'fails' | 'slow';
  /** `crashes`: ends with code 1 soon after its start, over and over. Default: runs for ever. */
  readonly run?: 'works' | 'crashes' | 'never-ready';
}

/** Looks an image up, by the name that the pod's spec has. May answer differently from one moment to the next. */
export type ImageCatalogue = (image: string) => SimulatedImage;

/** Every image works. */
export const anyImageWorks: ImageCatalogue = () => ({});

/** The ID under which a node knows an image: from the catalogue, else a function of the normalised name. */
export function imageIdOf(image: string, known: SimulatedImage): string {
  if (known.imageID !== undefined) return known.imageID;
  const name = normalisedImage(image);
  const repository = name.replace(/(@.*|:[^/:]*)$/, '');
  return `${repository}@sha256:${digest(name)}`;
}

/** An image as container runtimes report it: `nginx` is `docker.io/library/nginx:latest`. */
export function normalisedImage(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const path = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  return /(@|:[^/]+$)/.test(path) ? path : `${path}:latest`;
}

/** Sixty-four digits that depend on the text: eight rounds of FNV-1a. */
function digest(text: string): string {
  const round = (salt: number): string => {
    let value = 0x811c9dc5 ^ salt;
    for (let index = 0; index < text.length; index += 1) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    }
    return (value >>> 0).toString(16).padStart(8, '0');
  };
  return [1, 2, 3, 4, 5, 6, 7, 8].map(salt => round(salt * 0x9e3779b1)).join('');
}
