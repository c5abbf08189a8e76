using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Where a list goes on: identifiers are made in order of time, so the last one read is the cursor.</summary>
internal readonly record struct Paging(Guid After, int Limit)
{
    public static Outcome<Paging> Read(string? cursor, int? limit)
    {
        var errors = new List<FieldError>();
        var paging = new Paging(Page.ReadCursor(cursor, errors) ?? Guid.Empty, Page.CheckLimit(limit, errors));
        return errors.Count > 0 ? Rejections.Invalid(errors) : paging;
    }

    /// <summary>The page, of rows that were asked for with one more than the limit.</summary>
    public Page<T> PageOf<T>(List<T> rows, Func<T, Guid> id)
    {
        var (items, cursor) = Page.Of(rows, Limit, id);
        return new(items, cursor);
    }
}
