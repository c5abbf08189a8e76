namespace SocialEnzyme.Hub.ServiceDefaults.Wording;

/// <summary>A word that makes a client of a person, and what could stand instead. It is advice: nothing is refused for it.</summary>
/// <param name="Pointer">Where it stands, as a JSON pointer such as #/description.</param>
/// <param name="Word">As it was written.</param>
/// <param name="Suggestion">What could stand instead, in Danish.</param>
/// <param name="Da">Why, in Danish.</param>
/// <param name="En">Why, in English.</param>
public sealed record TextWarning(string Pointer, string Word, string Suggestion, string Da, string En);
