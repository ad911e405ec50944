'use client';
import { useState } from 'react';
import { CodeStep, type SentCode } from './code-step.tsx';
import { PhoneStep } from './phone-step.tsx';

/** Number, then code. Going back keeps the number; a new code keeps the step, and one of a moment ago leads to it. */
export function SignInForm({ next }: { next: string }) {
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState<SentCode | null>(null);
  return sent ? (
    <CodeStep sent={sent} next={next} onBack={() => setSent(null)} />
  ) : (
    <PhoneStep typed={typed} onTyped={setTyped} onSent={setSent} />
  );
}
