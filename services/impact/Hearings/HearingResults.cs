using SocialEnzyme.Hub.Impact.Voice;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>How many chose something.</summary>
/// <param name="Answers">Absent when fewer than ten answered at all.</param>
public sealed record ChoiceCount(int Choice, string Text, int? Answers);

/// <summary>A group among those who answered, beside its part of the area.</summary>
/// <param name="AreaShare">In per cent, as the owner states it.</param>
/// <param name="Answers">Absent when it is so small that it could tell of somebody.</param>
/// <param name="AnswerShare">Of all answers, in per cent.</param>
public sealed record GroupCount(string Name, int AreaShare, int? Answers = null, int? AnswerShare = null);

/// <summary>The result of a hearing that has ended: who was asked, how many answered, and how mixed they are.</summary>
/// <param name="ResponseRate">Answers of those invited, in per cent.</param>
public sealed record HearingResult(
    Guid Id, string Title, string Question, string OwnerName, int Invited, int Answered, decimal ResponseRate, IReadOnlyList<ChoiceCount> Choices,
    IReadOnlyList<GroupCount> Groups, int Comments, DateTimeOffset EndedAt);

/// <summary>Makes the result, and keeps back what could tell of somebody.</summary>
internal static class HearingResults
{
    private const int LeastAnswers = 10;
    private const int LeastOfGroup = 5;

    public static HearingResult Of(Hearing hearing, Roll roll, IReadOnlyList<int> choices, IReadOnlyList<int> groups, int comments)
    {
        var isTold = roll.Answered >= LeastAnswers;
        return new HearingResult(
            hearing.Id, hearing.Title, hearing.Question, hearing.OwnerName, roll.Issued, roll.Answered,
            roll.Issued == 0 ? 0 : Math.Round(100m * roll.Answered / roll.Issued, 1, MidpointRounding.AwayFromZero),
            [.. hearing.Choices.Select((text, place) => new ChoiceCount(place + 1, text, isTold ? choices[place] : null))],
            Mix(hearing.Groups, groups, roll.Answered), comments, roll.EndedAt!.Value);
    }

    /// <summary>A single group that is kept back could be found by subtraction: then the smallest of the others is kept back too.</summary>
    internal static IReadOnlyList<GroupCount> Mix(IReadOnlyList<HearingGroup> groups, IReadOnlyList<int> counts, int answered)
    {
        // Those who named no group are a group as well; it is never told, but it hides others only if it is large enough itself.
        var cells = counts.Append(answered - counts.Sum()).ToList();
        var hidden = cells.Select((count, place) => (count, place)).Where(cell => cell.count < LeastOfGroup && (cell.place < groups.Count || cell.count > 0))
            .Select(cell => cell.place).ToHashSet();
        if (hidden.Count == 1 && groups.Count > 0)
        {
            hidden.Add(Enumerable.Range(0, groups.Count).Where(place => !hidden.Contains(place)).MinBy(place => counts[place]));
        }
        return [.. groups.Select((group, place) => hidden.Contains(place)
            ? new GroupCount(group.Name, group.Share)
            : new GroupCount(group.Name, group.Share, counts[place], (int)Math.Round(100m * counts[place] / answered, MidpointRounding.AwayFromZero)))];
    }
}
