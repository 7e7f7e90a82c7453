// The page docs/commands.md: what `--help` says of every command, with an example and the page to read. Help texts are made of the option tables, so is this page; a test
// fails when it is out of date.

import { COMMAND_NAMES, main } from '../../cli/dispatch.ts';

interface Guide {
  readonly example: string;
  /** Pages below docs/. */
  readonly pages: readonly string[];
}

const GUIDES: Readonly<Record<string, Guide>> = {
  solve: {
    example: 'moccasin solve model.onnx --dim batch=32 --budget 0.7 --output schedule.json --report report.html',
    pages: ['getting-started.md', 'report.md', 'reading-the-log.md'],
  },
  'minimize-memory': {
    example: 'moccasin minimize-memory model.onnx --dim batch=32',
    pages: ['sweep.md#the-smallest-budget'],
  },
  sweep: { example: 'moccasin sweep graph.json --budgets 0.5:1:0.05 --plot curve.svg', pages: ['sweep.md'] },
  worker: { example: 'moccasin worker --queue redis://HOST:6379', pages: ['scale-out.md'] },
  plan: { example: 'moccasin plan graph.json schedule.json --output plan.json', pages: ['plan.md'] },
  import: { example: 'moccasin import model.onnx --dim batch=32 --output graph.json', pages: ['onnx.md'] },
  rewrite: { example: 'moccasin rewrite model.onnx schedule.json --output smaller.onnx', pages: ['rewrite.md'] },
  'export-torch': {
    example: 'moccasin export-torch graph.json schedule.json --saved saved.json --replay replay.py',
    pages: ['torch.md'],
  },
  check: { example: 'moccasin check graph.json schedule.json --budget 0.7', pages: ['formats.md#schedules'] },
  grad: { example: 'moccasin grad model.onnx --dim batch=32 --output train.json', pages: ['training-graphs.md'] },
  devices: { example: 'moccasin devices', pages: ['devices.md'] },
  zoo: { example: 'moccasin zoo resnet50 --batch 32 --output resnet50.json', pages: ['training-graphs.md'] },
  fzn: { example: 'moccasin fzn model.fzn -a', pages: ['minizinc.md'] },
  sat: { example: 'moccasin sat formula.cnf --time-limit 60', pages: ['event-log.md#other-commands'] },
  rcpsp: { example: 'moccasin rcpsp project.sm --time-limit 60', pages: ['scheduling.md'] },
  jobshop: { example: 'moccasin jobshop ft10.txt --time-limit 60', pages: ['scheduling.md'] },
};

const INTRODUCTION = `<!-- Made by \`npm run docs\` from the option tables of the commands. Do not edit: change the tables. -->

# Commands

What \`moccasin COMMAND --help\` says, for all commands. In a clone that is not built, \`npx tsx cli/main.ts COMMAND\` is the same program.

Results go to stdout or to the file of \`--output\`; progress, summaries and warnings go to stderr. Commands that search end with exit code 0 if something was found, 3 if nothing was
found within the limits, 4 if it is proven that there is nothing to find. Exit code 2 is a mistake in a file or on the command line, with one line that says where and how to mend it; 1
is a defect of the program, or of what \`check\` was given. \`sat\` ends with 10 (satisfiable) or 20 (unsatisfiable).
`;

/** The text of docs/commands.md. */
export async function commandsPage(): Promise<string> {
  const sections: string[] = [];
  for (const name of COMMAND_NAMES) {
    const guide = GUIDES[name];
    const help = await helpOf(name);
    sections.push(`## ${name}\n`);
    if (guide !== undefined) {
      const links = guide.pages.map((page) => `[${page.replace(/\.md.*/, '')}](${page})`).join(', ');
      sections.push(`\`\`\`sh\n${guide.example}\n\`\`\`\n`, `Read on: ${links}.\n`);
    }
    sections.push(`\`\`\`text\n${help}\`\`\`\n`);
  }
  const contents = COMMAND_NAMES.map((name) => `[${name}](#${name})`).join(' · ');
  return [INTRODUCTION, `${contents}\n`, ...sections].join('\n');
}

async function helpOf(name: string): Promise<string> {
  let text = '';
  const stdout = (written: string): void => {
    text += written;
  };
  const code = await main([name, '--help'], { stdout, stderr: stdout });
  if (code !== 0) throw new Error(`moccasin ${name} --help: exit code ${code}: ${text}`);
  return text;
}
