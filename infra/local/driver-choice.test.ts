import { expect, test } from 'vitest';
import { chooseDriver, type DriverFacts } from './driver-choice.ts';

const here = { usable: true, version: '20.10.24' } as const;
const away = { usable: false, why: 'no Docker engine answers at /var/run/docker.sock' } as const;
const choose = (facts: Partial<DriverFacts>) =>
  chooseDriver({ wanted: 'auto', remembered: undefined, computers: 0, engine: here, ...facts });

test('with nothing said Docker is used where it can be, and the line says which and why', () => {
  expect(choose({})).toEqual({
    driver: 'docker',
    leaves: undefined,
    line: 'Docker engine 20.10.24 answers: each computer is a container of its own',
  });
  expect(choose({ engine: away })).toEqual({
    driver: 'process',
    leaves: undefined,
    line: 'No Docker engine answers at /var/run/docker.sock: computers run as processes of this machine, without walls between them; exec is off',
  });
});

test.each<[string, Partial<DriverFacts>, string | undefined]>([
  ['no computers, remembered docker, engine away', { remembered: 'docker', engine: away }, 'process'],
  ['no computers, remembered process', { remembered: 'process' }, 'docker'],
  ['computers in containers', { remembered: 'docker', computers: 2 }, 'docker'],
  ['computers in containers, engine away', { remembered: 'docker', computers: 2, engine: away }, undefined],
  ['computers as processes, engine here', { remembered: 'process', computers: 2 }, 'process'],
  ['computers of before drivers were remembered', { computers: 2 }, 'process'],
  ['docker wanted', { wanted: 'docker' }, 'docker'],
  ['docker wanted, engine away', { wanted: 'docker', engine: away }, undefined],
  ['process wanted', { wanted: 'process' }, 'process'],
])('%s', (_name, facts, driver) => {
  expect(choose(facts).driver).toBe(driver);
});

test('computers are never left behind without the word of the operator, who is told what happens', () => {
  expect(choose({ remembered: 'docker', computers: 2, engine: away })).toEqual({
    driver: undefined,
    refusal:
      "2 computers of this installation are containers, and no Docker engine answers at /var/run/docker.sock. Mend that; or set DRIVER=process, which gives each computer an empty workspace while the files stay in Docker's volumes; or begin anew with npm start -- --reset.",
  });
  expect(choose({ remembered: 'docker', computers: 1, wanted: 'process' })).toMatchObject({
    driver: 'process',
    leaves: 'docker',
    line: expect.stringContaining("The files of 1 computer stay in Docker's volumes; DRIVER=docker brings"),
  });
  expect(choose({ remembered: 'process', computers: 3, wanted: 'docker' })).toMatchObject({
    driver: 'docker',
    leaves: 'process',
    line: expect.stringContaining('The files of 3 computers stay in the folder instances; DRIVER=process'),
  });
});

test('computers that stay processes although an engine answers say how to move on', () => {
  expect(choose({ remembered: 'process', computers: 1 })).toMatchObject({
    leaves: undefined,
    line: 'Computers run as processes of this machine, without walls between them; exec is off. They began so; DRIVER=docker makes each a container with an empty workspace',
  });
});

test('docker that is wanted and cannot be had is refused with the reason', () => {
  expect(choose({ wanted: 'docker', engine: away })).toEqual({
    driver: undefined,
    refusal:
      'DRIVER=docker cannot be had: no Docker engine answers at /var/run/docker.sock. Mend that, or choose DRIVER=process.',
  });
});
