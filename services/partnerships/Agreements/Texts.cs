namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>How a text changes when somebody comes or goes, or a task moves.</summary>
internal static class Texts
{
    /// <summary>Without a party and what it would do; its tasks have no owner.</summary>
    public static Agreement Without(Agreement text, Guid party) => text with
    {
        Parties = [.. text.Parties!.Where(one => one.ParticipantId != party)],
        Commitments = NullIfEmpty((text.Commitments ?? []).Where(one => one.ParticipantId != party)),
        Tasks = NullIfEmpty((text.Tasks ?? []).Select(task => task.Owner == party ? task with { Owner = null } : task)),
    };

    /// <summary>With one more party and its commitments.</summary>
    public static Agreement With(Agreement text, AgreementParty party, IReadOnlyList<Commitment>? commitments) => text with
    {
        Parties = [.. text.Parties!, party],
        Commitments = NullIfEmpty([.. text.Commitments ?? [], .. commitments ?? []]),
    };

    /// <summary>With a party in another's place: its commitments and tasks go with the place.</summary>
    public static Agreement Replace(Agreement text, Guid old, AgreementParty party)
    {
        var contact = text.Parties!.FirstOrDefault(one => one.ParticipantId == old)?.ContactRole;
        return text with
        {
            Parties = text.Parties!.Any(one => one.ParticipantId == old)
                ? [.. text.Parties!.Select(one => one.ParticipantId == old ? party : one)]
                : [.. text.Parties!, party],
            Commitments = NullIfEmpty((text.Commitments ?? []).Select(one => one.ParticipantId == old ? one with { ParticipantId = party.ParticipantId } : one)),
            Tasks = NullIfEmpty((text.Tasks ?? []).Select(task =>
                task.Owner == old ? Handed(task with { Owner = party.ParticipantId }, contact, party.ContactRole) : task)),
        };
    }

    /// <summary>With a task at another owner.</summary>
    /// <param name="sectorBefore">The sector that did it until now.</param>
    public static Agreement Move(Agreement text, string key, Guid owner, string? sectorBefore, string? role, string? reason) => text with
    {
        Tasks = [.. text.Tasks!.Select(task => task.Key == key
            ? Handed(task, task.Role, role) with { Owner = owner, OwnerBefore = sectorBefore ?? task.OwnerBefore, Role = role, Reason = reason ?? task.Reason }
            : task)],
    };

    /// <summary>With a party's role changed.</summary>
    public static Agreement WithRole(Agreement text, Guid party, string role) => text with
    {
        Parties = [.. text.Parties!.Select(one => one.ParticipantId == party ? one with { Role = role } : one)],
    };

    /// <summary>With another role to write to at a party; what is open of its tasks goes with it.</summary>
    public static Agreement WithContact(Agreement text, Guid party, string contact, Func<string, string, bool> isReached)
    {
        var was = text.Parties!.First(one => one.ParticipantId == party).ContactRole;
        return text with
        {
            Parties = [.. text.Parties!.Select(one => one.ParticipantId == party ? one with { ContactRole = contact } : one)],
            Tasks = NullIfEmpty((text.Tasks ?? []).Select(task => task.Owner == party && !IsDone(task, isReached)
                ? Handed(task, was, contact, isReached)
                : task)),
        };
    }

    private static bool IsDone(AgreementTask task, Func<string, string, bool> isReached) =>
        task.Milestones is { Count: > 0 } milestones && milestones.All(milestone => isReached(task.Key!, milestone.Key!));

    // What another role than the one that changes sees to stays there, and so does what is reached.
    private static AgreementTask Handed(AgreementTask task, string? was, string? becomes, Func<string, string, bool>? isReached = null) => task with
    {
        Role = task.Role is { } held && held == was ? becomes : task.Role,
        Milestones = NullIfEmpty((task.Milestones ?? []).Select(milestone =>
            milestone.Role is { } role && role == was && isReached?.Invoke(task.Key!, milestone.Key!) != true ? milestone with { Role = becomes } : milestone)),
    };

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
