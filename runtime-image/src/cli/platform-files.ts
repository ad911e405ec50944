import { CliError } from './command.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The platform hands the files over by standard input, to the gateway alone. */
export const platformGives = ({ ROCKPOOL_FILES }: Variables): boolean => ROCKPOOL_FILES === 'stdin';

/** A file that is written here would be read by nobody, and none that is read lies here. */
export function refuseWherePlatformGives(environment: Variables): void {
  if (platformGives(environment))
    throw new CliError(
      'Here the platform gives the configuration (ROCKPOOL_FILES=stdin): there is no file to look at or to write. Change it on the platform’s pages; "rockpool-gateway status" tells whether the gateway is ready.',
    );
}
