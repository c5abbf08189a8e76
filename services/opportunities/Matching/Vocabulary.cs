using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Numbers for the words that filters name. A word is forgotten with the last filter that names it.</summary>
internal sealed class Vocabulary
{
    public const int Unknown = -1;

    private readonly Dictionary<string, int> _numbers = new(Words.Comparer);
    private readonly List<(string Word, int Uses)> _words = [];
    private readonly Stack<int> _free = [];

    public int Find(string? word) => word is not null && _numbers.TryGetValue(Words.Normalise(word), out var number) ? number : Unknown;

    public int Acquire(string word)
    {
        var normal = Words.Normalise(word);
        if (!_numbers.TryGetValue(normal, out var number))
        {
            if (!_free.TryPop(out number))
            {
                number = _words.Count;
                _words.Add(default);
            }
            _numbers.Add(normal, number);
            _words[number] = (normal, 0);
        }
        _words[number] = (_words[number].Word, _words[number].Uses + 1);
        return number;
    }

    public void Release(int number)
    {
        var (word, uses) = _words[number];
        _words[number] = (word, uses - 1);
        if (uses == 1)
        {
            _numbers.Remove(word);
            _words[number] = default;
            _free.Push(number);
        }
    }
}
