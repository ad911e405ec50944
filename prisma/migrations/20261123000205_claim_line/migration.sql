-- AlterTable
ALTER TABLE "claim_requests" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "retry_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "claim_requests_campaign_id_decided_at_id_idx" ON "claim_requests"("campaign_id", "decided_at", "id");
