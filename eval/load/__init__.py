"""A server under load: many clients that read and change at once, and check whatever they are told."""
