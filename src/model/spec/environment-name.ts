/** What keys the state of an environment: its title, else the name of the file without its ending, in `[A-Za-z0-9_-]`. */
export function environmentNameOf(title: string | undefined, fileName: string): string {
  const name = (title ?? fileName.replace(/\.cspec$/, '')).replace(/[^A-Za-z0-9_-]+/g, '-');
  return name.replace(/^-+|-+$/g, '') || 'environment';
}
