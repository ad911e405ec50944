'use client';
import { createContext, useContext, type ReactNode } from 'react';

/** Texts of the error page: a boundary is a client component, and must speak although nothing else works. */
export type ErrorTexts = {
  title: string;
  body: string;
  retrying: string;
  retry: string;
  traceId: string;
  copy: string;
  copied: string;
};

const Context = createContext<ErrorTexts | null>(null);

export function ErrorTextsProvider({ texts, children }: { texts: ErrorTexts; children: ReactNode }) {
  return <Context value={texts}>{children}</Context>;
}

export function useErrorTexts(): ErrorTexts | null {
  return useContext(Context);
}
