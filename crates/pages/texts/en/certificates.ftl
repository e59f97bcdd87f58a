# Certificates, on paper.
certificate = Certificate
certificate-title = Certificate for { $name }: { $title }
certificate-title-all = Certificate for { $name }
certificate-begins = { $name } has taken part in this course.
certificate-begins-all = { $name } has taken part in these courses.
certificate-sum = In all
certificate-hour = A study hour is 45 minutes.
certificate-issued = This is what the attendance lists of the courses in Kursplats said on { $day }.
