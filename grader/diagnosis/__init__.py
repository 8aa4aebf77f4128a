"""What went wrong, by name: exact, by relation, by place or by pattern; nothing where we do not know."""
