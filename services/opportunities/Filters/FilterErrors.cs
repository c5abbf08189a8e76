using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>What was wrong with a filter, gathered on the way through it.</summary>
internal sealed class FilterErrors
{
    // Enough to work with; a hostile filter does not get an answer larger than itself.
    private const int MaxTold = 50;

    private readonly List<FieldError> _errors = [];
    private bool _isTooLarge;
    private bool _isOnlyMunicipalities = true;

    public bool Any => _errors.Count > 0;

    public void Add(string pointer, string danish, string english)
    {
        _isOnlyMunicipalities = false;
        Tell(pointer, danish, english);
    }

    public void AddTooLarge(string pointer, string danish, string english)
    {
        _isTooLarge = true;
        Tell(pointer, danish, english);
    }

    public void AddUnknownMunicipality(string pointer) => Tell(pointer,
        "Kommunen findes ikke; skriv en kommunekode, for eksempel 0101.",
        "There is no such municipality; write a municipality code, for example 0101.");

    public Rejection ToRejection()
    {
        var rejection = Rejections.Invalid(_errors);
        return _isTooLarge ? rejection with { Code = ProblemCode.FilterTooComplex }
            : _isOnlyMunicipalities ? rejection with { Code = ProblemCode.UnknownMunicipality }
            : rejection;
    }

    private void Tell(string pointer, string danish, string english)
    {
        if (_errors.Count < MaxTold)
        {
            _errors.Add(new FieldError(pointer, new Text(danish, english)));
        }
    }
}
