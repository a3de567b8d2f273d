"""Changes of pages after which all data are still there: the right answer is the same data."""

from __future__ import annotations

from tests.drift import keeping_shape, keeping_words

KINDS = (
    keeping_shape.renamed_classes,
    keeping_shape.renamed_ids,
    keeping_shape.wrapped_blocks,
    keeping_shape.wrapped_values,
    keeping_shape.nested_page,
    keeping_shape.reordered_columns,
    keeping_shape.reordered_facts,
    keeping_shape.reordered_blocks,
    keeping_shape.added_column,
    keeping_shape.merged_cells,
    keeping_shape.grouped_headings,
    keeping_shape.moved_totals,
    keeping_shape.lists_to_boxes,
    keeping_shape.lists_to_tables,
    keeping_shape.tables_to_boxes,
    keeping_shape.other_tags,
    keeping_shape.twice,
    keeping_words.changed_label,
    keeping_words.decorated_labels,
    keeping_words.changed_language,
    keeping_words.number_format,
    keeping_words.date_format,
    keeping_words.added_text,
    keeping_words.added_fact,
    keeping_words.overlay,
)
