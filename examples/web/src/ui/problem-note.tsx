import type { Problem } from "../lib/problems.ts";

/** What went wrong, what to do, and a button to do it. */
export function ProblemNote({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.title}.</strong> {problem.advice}
      </p>
      {problem.reference && (
        <p class="muted small">
          For support: <code dir="ltr">{problem.reference}</code>
        </p>
      )}
      {onRetry && problem.retry && (
        <button type="button" class="small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
