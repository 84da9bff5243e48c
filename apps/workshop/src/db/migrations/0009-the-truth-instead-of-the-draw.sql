-- What an exercise drew for an attempt is not kept beside the truth that it led to (0006): nothing reads it any more.

-- An attempt that was running before there was a truth to keep ends as one that nothing can judge, as it did.
drop trigger attempt_draw_fixed on attempt;
alter table attempt drop column draw;
