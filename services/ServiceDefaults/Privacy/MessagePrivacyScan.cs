using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Looks for CPR numbers in every string, map key and long number of a gRPC message, however deep.</summary>
public static class MessagePrivacyScan
{
    /// <summary>The worst finding, or null; fields go by their JSON names, so that both doors point at the same place.</summary>
    public static PrivacyFinding? Scan(IMessage message, DateOnly today)
    {
        var walk = new MessageWalk(today);
        walk.Visit(message);
        return walk.Worst;
    }

    private sealed class MessageWalk(DateOnly today)
    {
        private readonly List<string> _path = [];

        public PrivacyFinding? Worst { get; private set; }

        public void Visit(IMessage message)
        {
            // Seconds since 1970 look like a birth date from 2027 on.
            if (message is Timestamp or Duration)
            {
                return;
            }

            foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
            {
                if (!field.HasPresence || field.Accessor.HasValue(message))
                {
                    _path.Add(field.JsonName);
                    VisitField(field.JsonName, field.Accessor.GetValue(message));
                    _path.RemoveAt(_path.Count - 1);
                }
            }
        }

        private void VisitField(string name, object? value)
        {
            switch (value)
            {
                case IDictionary map:
                    VisitMap(map);
                    break;
                case IList list:
                    VisitList(name, list);
                    break;
                default:
                    VisitValue(name, value);
                    break;
            }
        }

        private void VisitMap(IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
                _path.Add(key);
                VisitValue(null, entry.Key);
                VisitValue(key, entry.Value);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        private void VisitList(string name, IList values)
        {
            var split = new SplitDigits();
            for (var i = 0; i < values.Count; i++)
            {
                _path.Add(i.ToString(CultureInfo.InvariantCulture));
                VisitValue(name, values[i]);
                if (values[i] is string text && split.Add(text))
                {
                    Keep(split.Scan(today, name));
                }

                _path.RemoveAt(_path.Count - 1);
            }
        }

        private void VisitValue(string? fieldName, object? value)
        {
            switch (value)
            {
                case IMessage message:
                    Visit(message);
                    break;
                case string text:
                    Keep(CprDetector.Scan(text, today, fieldName));
                    break;
                case int or long or uint or ulong:
                    Keep(CprInNumbers.Scan(Convert.ToDecimal(value, CultureInfo.InvariantCulture), today, fieldName));
                    break;
                case double number when Math.Abs(number) < 1e12:
                    Keep(CprInNumbers.Scan((decimal)number, today, fieldName));
                    break;
            }
        }

        private void Keep(CprFinding? found)
        {
            if (found is { } finding && (Worst is null || finding.Certainty > Worst.Certainty))
            {
                Worst = new PrivacyFinding(PrivacyPointer.Write(_path, today), finding.Certainty, finding.Position, finding.Length);
            }
        }
    }
}
