import type { Caption, CaptionRequest } from '@genie-helper/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { genie } from '../../api.ts';

/** Writes one caption at a time. */
export interface CaptionWriter {
  isWriting: boolean;
  /** @returns null where it was stopped. @throws GenieError */
  write(request: CaptionRequest): Promise<Caption | null>;
  /** Ends the request, at the server too. */
  stop(): void;
}

export function useCaptionWriter(): CaptionWriter {
  const running = useRef<AbortController | null>(null);
  const [isWriting, setIsWriting] = useState(false);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const write = useCallback(async (request: CaptionRequest) => {
    const controller = new AbortController();
    running.current = controller;
    setIsWriting(true);
    try {
      return await genie.captions.generate(request, { signal: controller.signal });
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      running.current = null;
      setIsWriting(false);
    }
  }, []);

  return { isWriting, write, stop };
}
