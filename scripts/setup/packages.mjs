/** Debian packages, in one place. `a|b` takes the first that the release has. */

/** dockerd and what it cannot do without. */
export const enginePackages = ['docker.io', 'iptables', 'ca-certificates'];

/** The sandbox image and the test engines are made from Debian packages with it. */
export const bootstrapPackages = ['debootstrap', 'ca-certificates'];

/** Shared libraries that Electron's binary does not carry. */
export const electronPackages = [
  'libasound2t64|libasound2',
  'libatk-bridge2.0-0t64|libatk-bridge2.0-0',
  'libcups2t64|libcups2',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libxss1',
  'fonts-dejavu-core',
];

/** A display for tests. */
export const displayPackages = ['xvfb'];

/** Benchmarks compare with the command that people type. */
export const clientPackages = ['docker-cli|docker.io'];
