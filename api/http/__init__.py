"""What every door over HTTP needs: who calls, what they sent, how a refusal is answered."""
