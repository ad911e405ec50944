import { wallsCommand } from './command.ts';

process.exit(await wallsCommand(process.argv.slice(2), process.env, (line) => console.log(line)));
