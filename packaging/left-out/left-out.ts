/** Something of a library that nothing of ours calls or makes, and that is not in the bundle. */
export function leftOut(): never {
  throw new Error('this part of a library was left out of the bundle; packaging/bundle.ts says which');
}
