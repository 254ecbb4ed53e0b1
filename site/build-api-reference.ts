import { Application, LogLevel } from 'typedoc';

/**
 * Makes the reference of the package's two doors from their TSDoc.
 *
 * @throws Error when typedoc finds an error or something to warn of: what it says stands on standard error
 */
export async function buildApiReference(folder: string): Promise<void> {
  const application = await Application.bootstrap({
    entryPoints: ['lib/index.ts', 'lib/testing/index.ts'],
    tsconfig: 'tsconfig.json',
    name: 'cdk8s-sidecarset',
    readme: 'none',
    navigationLinks: { Documentation: '../index.html' },
    // Where the sources are published is not known here.
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    excludeExternals: true,
    // Types of Kubernetes are named, not explained; the compiler has checked the code already.
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    skipErrorChecking: true,
    logLevel: LogLevel.Warn,
  });
  const project = await application.convert();
  if (project === undefined) throw new Error('typedoc could not read the sources');
  application.validate(project);
  await application.generateDocs(project, folder);
  if (application.logger.hasErrors() || application.logger.hasWarnings()) {
    throw new Error('typedoc has something to say about the documentation of the package; see above');
  }
}
