-- Places of the stock that are kept for people of the waiting list who were offered one. Beside `claimed`, in the same row, so
-- that a claim, an offer and its end always see each other.
ALTER TABLE "campaigns" ADD COLUMN "held" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_held_within_stock" CHECK ("held" >= 0 AND "claimed" + "held" <= "stock");

CREATE INDEX "waiting_entries_campaign_id_offer_expires_at_idx" ON "waiting_entries"("campaign_id", "offer_expires_at");
