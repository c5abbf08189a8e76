namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>How large a filter may be. Checked before anything that costs more than reading it.</summary>
internal sealed class FilterBounds(FilterErrors errors)
{
    public const int MaxDepth = 8;
    public const int MaxConditions = 64;
    public const int MaxPoints = 1_000;
    public const int MaxValues = 100;

    private int _conditions;
    private int _points;

    public static void Check(Filter filter, string pointer, FilterErrors errors)
    {
        var bounds = new FilterBounds(errors);
        bounds.Measure(filter, pointer, 1);
        if (bounds._conditions > MaxConditions)
        {
            errors.AddTooLarge(pointer, "Højst 64 betingelser i alt; del filteret i flere abonnementer.",
                "At most 64 conditions in all; split the filter into several subscriptions.");
        }
        if (bounds._points > MaxPoints)
        {
            errors.AddTooLarge(pointer, "Højst 1.000 punkter i alt; forenkl polygonerne.", "At most 1,000 points in all; simplify the polygons.");
        }
    }

    private void Measure(Filter filter, string pointer, int depth)
    {
        if (depth > MaxDepth)
        {
            errors.AddTooLarge(pointer, "Højst 8 niveauer; skriv betingelserne fladere.", "At most 8 levels; write the conditions flatter.");
            return;
        }
        _conditions++;
        switch (filter)
        {
            case Filter.All all:
                MeasureEach(all.Filters, pointer + "/all", depth);
                break;
            case Filter.Any any:
                MeasureEach(any.Filters, pointer + "/any", depth);
                break;
            case Filter.Not not:
                Measure(not.Inner, pointer + "/not", depth + 1);
                break;
            case Filter.Within within:
                _points += within.Polygons.Sum(p => p.Rings.Sum(r => r.Points.Length));
                break;
            case Filter.Category category:
                MeasureValues(category.Values.Length, pointer + "/category");
                break;
            case Filter.Skills skills:
                MeasureValues(skills.Values.Length, pointer + "/skills");
                break;
            case Filter.Municipality municipality:
                MeasureValues(municipality.Codes.Length, pointer + "/municipality");
                break;
            case Filter.Publisher publisher:
                MeasureValues(publisher.Ids.Length, pointer + "/publisher");
                break;
        }
    }

    private void MeasureEach(IReadOnlyList<Filter> filters, string pointer, int depth)
    {
        // What lies beyond the limit is not walked.
        for (var i = 0; i < filters.Count && _conditions <= MaxConditions; i++)
        {
            Measure(filters[i], $"{pointer}/{i}", depth + 1);
        }
    }

    private void MeasureValues(int count, string pointer)
    {
        if (count > MaxValues)
        {
            errors.AddTooLarge(pointer, "Højst 100 værdier i en liste.", "At most 100 values in a list.");
        }
    }
}
