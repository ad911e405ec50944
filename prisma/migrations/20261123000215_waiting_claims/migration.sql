-- Every portal looks for lines once a second: only waiting places are in it, so an empty line costs nothing.
CREATE INDEX "claim_requests_waiting_idx" ON "claim_requests"("campaign_id", "id") WHERE "decided_at" IS NULL;
