import { useEffect } from "preact/hooks";
import type { Notices } from "../state/notices.ts";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 6_000;

/** What has just happened. A notice with "Undo" stays: nobody has to hurry. */
export function NoticeBar({ notices }: { notices: Notices }) {
  const notice = notices.current.value;
  useEffect(() => {
    if (!notice || notice.undo || notice.tone === "bad") return;
    const timer = setTimeout(notices.dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class="notices">
      <div role="status">
        {notice && (
          <p key={notice.id} class={`notice ${notice.tone}`}>
            <span>{notice.text}</span>
          </p>
        )}
      </div>
      {notice?.undo && (
        <button type="button" onClick={() => notice.undo?.()}>
          <Icon name="undo" />
          Undo
        </button>
      )}
      {notice && (
        <button type="button" class="icon-only" aria-label="Dismiss" onClick={notices.dismiss}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
