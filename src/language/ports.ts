/** The largest port of TCP and UDP. */
export const MAX_PORT = 65_535;

/** The number of a port; undefined for what is none. */
export function portOf(text: string | undefined): number | undefined {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return port >= 1 && port <= MAX_PORT ? port : undefined;
}
