import { Card, CardHead } from '../../ui/card.tsx';
import type { Rule } from './rules.ts';

export function RulesTable({ title, rules }: { title: string; rules: Rule[] }) {
  return (
    <Card aria-labelledby="rules">
      <CardHead id="rules" title={title} />
      <table className="w-full text-left text-sm sm:text-base">
        <tbody className="divide-y divide-line">
          {rules.map((rule) => (
            <tr key={rule.id} className="align-top max-sm:block max-sm:py-2">
              <th scope="row" className="font-medium text-ink-2 max-sm:block sm:w-32 sm:py-2.5 sm:pr-4">
                {rule.name}
              </th>
              <td className="max-sm:block sm:py-2.5">{rule.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
