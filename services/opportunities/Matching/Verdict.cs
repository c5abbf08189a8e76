using System.Collections.Immutable;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Whether a need meets a filter, and why.</summary>
public sealed record Verdict(bool IsMet, ImmutableArray<Reason> Reasons);

/// <summary>What one condition said of a need.</summary>
/// <param name="Pointer">Where the condition stands in the filter: #/all/1/radius.</param>
public sealed record Reason(string Pointer, bool IsMet, Text Sentence);
