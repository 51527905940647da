# usage: perl -CSD paper.pl FILE.html PAPER.txt   compares a page with what `pdftotext -raw` reads of its print
use strict;
use warnings;
use utf8;

my ($page, $paper) = map { local (@ARGV, $/) = $_; <> } @ARGV;
my @wrong;

# What an element says, on one line.
sub words {
    my ($html) = @_;
    $html =~ s/<[^>]*>//g;
    my %named = (lt => '<', gt => '>', quot => '"', '#39' => "'", amp => '&');
    $html =~ s/&(lt|gt|quot|#39|amp);/$named{$1}/g;
    $html =~ s/\s+/ /g;
    return $html =~ s/^ | $//gr;
}

my ($main) = $page =~ m{<main.*?>(.*)</main>}s;
my @numbers = map { words($_) } $main =~ m{<a class="number"[^>]*>(.*?)</a>}gs;
my %heads = map { words($_) => 1 } $main =~ m{<(?:h[2-6]|thead)\b[^>]*>(.*?)</(?:h[2-6]|thead)>}gs;
# Words are a heading at a page's foot only where they are no others: an item may say the same.
delete $heads{words($_)} for $main =~ m{<(?:p|td)\b[^>]*>(.*?)</(?:p|td)>}gs;
my ($contents) = map { words($_) } $page =~ m{<h2 id="contents">(.*?)</h2>}s;

my @sheets = split /\f/, $paper;
my $count = @sheets;
my $length = words($main) =~ tr/ //;
my ($least, $most) = ($length / 900, 6 + $length / 120);
push @wrong, sprintf 'has %d pages, not %d to %d', $count, $least, $most if $count < $least || $count > $most;

my ($title) = $page =~ m{<h1[^>]*>(.*?)</h1>}s;
my @titles = map { words($_) } $title, $main =~ m{<h2 class="title"[^>]*>(.*?)</h2>}gs;
my $cover = $page =~ /<header class="opening cover">/;
for my $at (1 .. $count) {
    # Chromium draws the margins of a page before its text.
    my @lines = grep { length } map { words($_) } split /\n/, $sheets[$at - 1];
    my @margins = splice @lines, 0, $at == 1 && $cover ? 2 : 3;
    push @wrong, "page $at of $count does not say so: @margins" if !grep { /\b$at \S+ $count$/ } @margins;
    my $titled = $at == 1 && $cover || grep { index($margins[0] // '', $_) == 0 } @titles;
    push @wrong, "page $at has no running title: @margins" if !$titled;
    next if grep { $_ eq ($contents // '') } @lines;
    push @wrong, "page $at ends with a heading: $lines[-1]" if @lines && $heads{$lines[-1]};
}

# As often as on the page: each instrument of a pack has a clause 1.1.
my (%printed, %expected);
$printed{$_}++ for $paper =~ /^(\S+)/gm;
my $letters = words($paper) =~ s/[\s\x{ad}-]//gr;
$expected{$_ =~ s/ .*//r}++ for @numbers;
for my $number (sort keys %expected) {
    my ($there, $wanted) = ($printed{$number} // 0, $expected{$number});
    push @wrong, "number $number is printed $there times, not $wanted" if $there < $wanted;
}
for my $head (keys %heads) {
    push @wrong, "heading is not printed: $head" if index($letters, $head =~ s/[\s-]//gr) < 0;
}

print "$ARGV[0]: $_\n" for @wrong;
printf "%s: %d pages, %d numbers\n", $ARGV[0] =~ s{.*/}{}r, $count, scalar @numbers if !@wrong;
exit(@wrong ? 1 : 0);
