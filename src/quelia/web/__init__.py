"""The windows: what visitors and customers' sites see. Django is not known here."""
