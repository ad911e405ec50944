import { createHmac, randomUUID } from 'node:crypto';

/** A group's custom robot: no app, just an address that takes messages into one group. */
export interface GroupRobot {
  readonly id: string;
  readonly chatId: string;
  readonly secret: string | null;
  /** a message must hold one of them; empty: any message */
  readonly keywords: readonly string[];
}

export class GroupRobots {
  readonly #robots = new Map<string, GroupRobot>();

  add(robot: Omit<GroupRobot, 'id'>): GroupRobot {
    const made = { ...robot, id: randomUUID() };
    this.#robots.set(made.id, made);
    return made;
  }

  find(id: string): GroupRobot | undefined {
    return this.#robots.get(id);
  }
}

const signatureLifeMs = 3_600_000;

/** Why the robot does not take this message, as its code and text; undefined when it does. */
export function robotRefusal(
  robot: GroupRobot,
  body: Readonly<Record<string, unknown>>,
  now: number,
): { code: number; msg: string } | undefined {
  if (robot.secret !== null) {
    const { timestamp, sign } = body;
    const at = Number(timestamp) * 1000;
    const expected = createHmac('sha256', `${String(timestamp)}\n${robot.secret}`)
      .update('')
      .digest('base64');
    if (sign !== expected || !(Math.abs(now - at) <= signatureLifeMs)) {
      return { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' };
    }
  }
  const words = JSON.stringify(body);
  if (robot.keywords.length > 0 && !robot.keywords.some((keyword) => words.includes(keyword))) {
    return { code: 19024, msg: 'Key Words Not Found' };
  }
  return undefined;
}
