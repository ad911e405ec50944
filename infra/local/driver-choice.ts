export type DriverName = 'process' | 'docker';

export interface DriverFacts {
  /** the setting */
  wanted: 'auto' | DriverName;
  /** what ran the computers of this state folder last, undefined before the first start */
  remembered: DriverName | undefined;
  /** computers that have files */
  computers: number;
  /** `why` goes on after "No Docker: " and has no full stop */
  engine: { usable: true; version: string } | { usable: false; why: string };
}

export type DriverChoice =
  | { driver: DriverName; line: string; leaves: DriverName | undefined }
  /** nothing can start; a whole sentence that says what to do */
  | { driver: undefined; refusal: string };

/**
 * What runs the computers. `auto` takes Docker where it can be used, but never leaves computers behind: their
 * files are in the driver that made them, and only the operator's own word goes past them.
 */
export function chooseDriver(facts: DriverFacts): DriverChoice {
  const { wanted, engine } = facts;
  const kept = facts.computers > 0 ? (facts.remembered ?? 'process') : undefined;
  const driver = wanted === 'auto' ? (kept ?? (engine.usable ? 'docker' : 'process')) : wanted;
  if (driver === 'docker' && !engine.usable) {
    if (wanted === 'docker')
      return refuse(`DRIVER=docker cannot be had: ${engine.why}. Mend that, or choose DRIVER=process.`);
    return refuse(
      `${count(facts.computers)} of this installation ${facts.computers === 1 ? 'is a container' : 'are containers'}, and ${engine.why}. Mend that; or set DRIVER=process, which gives each computer an empty workspace while the files stay in Docker's volumes; or begin anew with npm start -- --reset.`,
    );
  }
  const leaves = kept && kept !== driver ? kept : undefined;
  return { driver, leaves, line: lineOf(driver, leaves, facts) };
}

const refuse = (refusal: string): DriverChoice => ({ driver: undefined, refusal });

function lineOf(driver: DriverName, leaves: DriverName | undefined, facts: DriverFacts): string {
  const { engine, wanted, computers } = facts;
  const what =
    driver === 'docker' && engine.usable
      ? `Docker engine ${engine.version} answers: each computer is a container of its own`
      : upperFirst(
          `${reasonForProcesses(facts)}computers run as processes of this machine, without walls between them; exec is off`,
        );
  if (leaves === 'docker')
    return `${what}. The files of ${count(computers)} stay in Docker's volumes; DRIVER=docker brings them back`;
  if (leaves === 'process')
    return `${what}. The files of ${count(computers)} stay in the folder instances; DRIVER=process brings them back`;
  if (driver === 'process' && wanted === 'auto' && engine.usable)
    return `${what}. They began so; DRIVER=docker makes each a container with an empty workspace`;
  return what;
}

function reasonForProcesses({ wanted, engine }: DriverFacts): string {
  if (wanted === 'process') return 'DRIVER=process: ';
  return engine.usable ? '' : `${engine.why}: `;
}

const upperFirst = (text: string) => text[0]!.toUpperCase() + text.slice(1);
const count = (computers: number) => (computers === 1 ? '1 computer' : `${computers} computers`);
